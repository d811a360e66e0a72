create database :"name" template template0 encoding 'UTF8'
